/** Decisions of the graph's policies (`@policy`) by name. The gateway loads this file (variable POLICIES). */
export const policies = {
  /** The caller is a person of the users service. Machines have tokens too, and their subjects are not its ids. */
  user: ({ subject }: { readonly subject: string | undefined }): boolean =>
    subject !== undefined && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(subject),
};
