import type { EntityNeedsTable } from './entity-needs.ts';
import type { FieldNeed } from './field-needs.ts';
import type { SubgraphDefinition } from './join-directives.ts';
import type { VirtualField } from './virtual-fields.ts';

/** Data derived from a supergraph, in a form that threads can exchange. */
export interface SupergraphDescription {
  /** Valid schema that clients see. */
  readonly apiSdl: string;
  /** Supergraph without descriptions and without directives that only planning needs. */
  readonly reducedSdl: string;
  /** True if the supergraph has types or fields that clients do not see. */
  readonly hidesSomething: boolean;
  /** All field names of the supergraph, including those that clients do not see. */
  readonly fieldNames: ReadonlySet<string>;
  /** Fields that only the planner knows. */
  readonly virtualFields: ReadonlyMap<string, VirtualField>;
  readonly entityNeeds: EntityNeedsTable;
  readonly fieldNeeds: readonly FieldNeed[];
  /** Names of interfaces that are an @interfaceObject in some subgraph. */
  readonly interfaceObjects: ReadonlySet<string>;
  /** Labels of @override(label:) in the supergraph. */
  readonly overrideLabels: ReadonlySet<string>;
  readonly subgraphs: readonly SubgraphDefinition[];
}
