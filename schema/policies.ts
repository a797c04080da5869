/** What decides the policies of the graph (`@policy`), by their names; the gateway loads it as POLICIES says. */
export const policies = {
  /** Whoever asks is a person of the users service: machines have tokens too, whose subject is not one of its ids. */
  user: ({ subject }: { readonly subject: string | undefined }): boolean =>
    subject !== undefined && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(subject),
};
