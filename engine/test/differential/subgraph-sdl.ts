/**
 * Five subgraphs that use all that a planner can emit: interfaces and unions split between subgraphs, an
 * interface object, @requires with arguments and through objects, @provides, @override, several keys per
 * type, a composite key, lists of lists, input objects, custom scalars, and every nullability.
 */
export const SUBGRAPH_SDL: Readonly<Record<string, string>> = {
  catalog: `
    type Query {
      media(first: Int = 3, filter: MediaFilter): [Media]
      medium(id: ID!): Media
      book: Book
      shelves: [[Media!]]
      search(text: String, kinds: [Kind!]): [SearchResult!]
      random: SearchResult
    }
    interface Media @key(fields: "id") { id: ID! title: String! kind: Kind parts: [Part!] author: Author }
    interface Sized { size: Size }
    type Book implements Media & Sized @key(fields: "id") {
      id: ID! title: String! kind: Kind parts: [Part!] author: Author
      size: Size pages: Int isbn: String! weight(unit: Unit! = KG): Float cover: BookCover
    }
    type Film implements Media & Sized @key(fields: "id") {
      id: ID! title: String! kind: Kind parts: [Part!] author: Author
      size: Size minutes: Int released: Date cover: FilmCover cast: [[Author]]
    }
    type BookCover { hard: Boolean note: Note }
    type FilmCover { colour: String note: Note }
    union SearchResult = Book | Film | Author | Note
    type Note { text: String! tags: [String] matrix: [[Int]] about: Media extra: JSON }
    type Part { name: String! length: Float sub: [Part] }
    type Size { width: Int height: Int }
    type Author @key(fields: "id") @key(fields: "handle") { id: ID! handle: String! legacyName: String }
    enum Kind { NOVEL DRAMA ESSAY }
    enum Unit { KG G }
    scalar Date
    scalar JSON
    input MediaFilter { kinds: [Kind!] min: Int = 1 nested: MediaFilter since: Date }
  `,
  authors: `
    type Query { authors(limit: Int): [Author] author(handle: String!): Author me: Author! }
    type Author @key(fields: "id") @key(fields: "handle") {
      id: ID! handle: String! name: String @shareable born: Date address: Address! legacyName: String @override(from: "catalog")
      friends(first: Int = 2): [Author!] favourite: Book works: [Work]
    }
    type Address { city: String! zip: String lines: [String!] geo: [Float] }
    union Work = Book | Film
    type Book @key(fields: "id", resolvable: false) { id: ID! }
    type Film @key(fields: "id", resolvable: false) { id: ID! }
    scalar Date
  `,
  reviews: `
    type Query { topReviews(first: Int, sort: Sort = BEST): [Review!]! bestRated: Media review(id: ID!): Review }
    type Mutation { rate(input: RateInput!): Review forget(id: ID!): Boolean }
    type Media @interfaceObject @key(fields: "id") {
      id: ID! title: String! @external
      rating: Float reviews(first: Int = 2): [Review!] blurb: String @requires(fields: "title") similar: [Media]
    }
    type Review @key(fields: "id") {
      id: ID! text: String stars: Int! author: Author @provides(fields: "name") media: Media replies: [[Review!]!]
    }
    type Author @key(fields: "handle") { handle: String! name: String @external reviewCount: Int reviews: [Review] }
    enum Sort { BEST WORST }
    input RateInput { media: ID! stars: Int = 3 tags: [String!] }
  `,
  shipping: `
    type Query { depots: [Depot] depot(code: ID!): Depot }
    type Book @key(fields: "id") {
      id: ID!
      size: Size @external
      pages: Int @external
      weight(unit: Unit!  = KG): Float @external
      shipping: Int @requires(fields: "size { width height }")
      heavy: Boolean @requires(fields: "weight(unit: G) pages")
      light: Boolean @requires(fields: "weight(unit: KG)")
      boxes: [[Box]] stock(at: ID): Stock
    }
    type Film @key(fields: "id") { id: ID! minutes: Int @external reels: Int! @requires(fields: "minutes") stock(at: ID): Stock }
    type Size { width: Int @external height: Int @external }
    enum Unit { KG G }
    type Box { label: String! depot: Depot! }
    type Stock { left: Int depot: Depot updated: Date }
    type Depot @key(fields: "name", resolvable: false) @key(fields: "code country { iso }") {
      code: ID! country: Country! name: String near: [Depot!] open: Boolean @external busy: Boolean @requires(fields: "open")
    }
    type Country @shareable { iso: String! }
    scalar Date
  `,
  orders: `
    type Query { orders(ids: [ID!]): [Order] }
    type Mutation { place(items: [ItemInput!]!): Order cancel(id: ID!): Order }
    type Order @key(fields: "id") { id: ID! status: Status! lines: [Line!]! buyer: Author total(currency: String = "EUR"): Float }
    enum Status { OPEN SENT DONE }
    type Line { count: Int! item: Item }
    union Item = Book | Film
    type Book @key(fields: "id") { id: ID! sold: Int }
    type Film @key(fields: "id") { id: ID! sold: Int }
    type Author @key(fields: "id") { id: ID! orders(first: Int): [Order] }
    type Depot @key(fields: "code country { iso }") { code: ID! country: Country! open: Boolean }
    type Country @shareable { iso: String! }
    input ItemInput { book: ID count: Int! = 1 }
  `,
};
