/**
 * Time for which a broker keeps events for groups that have not received them, in milliseconds, unless its operator decides.
 * It is shorter than consumers remember which events they have handled.
 */
export const retentionMs = 7 * 24 * 3_600_000;
