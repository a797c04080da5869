/**
 * Number of partitions of the events of a service. A group handles one event of each at a time, so this is also the largest
 * number of processes of a group that share the work. A change of this number would mix the order of events on their way.
 */
const partitionCount = 8;

/** Numbers of all partitions. */
export const partitionNumbers: readonly number[] = Array.from(
  { length: partitionCount },
  (_, index) => index,
);

/** Returns the partition of an entity: all events of a subject are in one partition, in their order. */
export function partitionOf(subject: string): number {
  // FNV-1a
  let hash = 0x811c9dc5;
  for (let index = 0; index < subject.length; index += 1)
    hash = Math.imul(hash ^ subject.charCodeAt(index), 0x01000193);
  return ((hash >>> 16) ^ (hash & 0xffff)) % partitionCount;
}
