import type { SubgraphDefinition } from '../subgraphs/subgraph.ts';
import type { EntityNeedsTable } from './entity-needs.ts';
import type { FieldNeed } from './field-needs.ts';
import type { VirtualField } from './virtual-fields.ts';

/** What is worked out of a supergraph, as plain data that one thread can send another. */
export interface SupergraphDescription {
  /** The schema that clients see; valid. */
  readonly apiSdl: string;
  /** The supergraph without descriptions and without the directives that only planning needs. */
  readonly reducedSdl: string;
  /** Whether the supergraph has types or fields that clients do not see. */
  readonly hidesSomething: boolean;
  /** Every field name of the supergraph, those that clients do not see among them. */
  readonly fieldNames: ReadonlySet<string>;
  /** Fields that only the planner knows. */
  readonly virtualFields: ReadonlyMap<string, VirtualField>;
  readonly entityNeeds: EntityNeedsTable;
  readonly fieldNeeds: readonly FieldNeed[];
  /** The interfaces that are an @interfaceObject in some subgraph. */
  readonly interfaceObjects: ReadonlySet<string>;
  /** The labels of @override(label:) in the supergraph. */
  readonly overrideLabels: ReadonlySet<string>;
  readonly subgraphs: readonly SubgraphDefinition[];
}
