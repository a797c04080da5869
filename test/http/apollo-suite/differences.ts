const noLandingPage = 'the path of the graph has no page; the gateway has its own pages';
const stricter = 'the route refuses cross-site requests, also if the server allows them';
const is415 = 'an unsupported media type is 415, as in RFC 9110';
const noStore = 'an answer without a cache policy is no-store, so that no proxy stores it';
const preflighted = 'GET needs a header that pages of other origins cannot send';

/** Tests of Apollo's suite that fail on our route on purpose, by the end of their path, with the reason. */
export const differences: Readonly<Record<string, string>> = {
  'renderLandingPage > defaults to LocalDefault': noLandingPage,
  'renderLandingPage > can specify version for LocalDefault': noLandingPage,
  'basic functionality > basic GET works': noLandingPage,
  'basic functionality > basic GET works with more complex header': noLandingPage,
  'async `html` function > returns a string': noLandingPage,
  'async `html` function > throws': noLandingPage,
  'CSRF prevention > default': stricter,
  'CSRF prevention > csrfPrevention: {requestHeaders}': stricter,
  'CSRF prevention > csrfPrevention: false': stricter,
  'graphqlHTTP > throws an error if POST body is empty': is415,
  'graphqlHTTP > throws an error if invalid content-type': is415,
  'graphqlHTTP > throws an error if POST JSON is malformed': 'the message of the parser quotes the body',
  'cache-control > runs when cache-control is disabled': noStore,
  'graphqlHTTP > cache-control not set without any hints with if-cacheable': noStore,
  'MAY accept application/x-www-form-urlencoded formatted GET requests': preflighted,
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json':
    preflighted,
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json':
    preflighted,
};
