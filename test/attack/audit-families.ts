import type { AuditFamily } from './audit.ts';
import { allowanceAudits } from './families/allowances.ts';
import { authorizationAudits } from './families/authorization.ts';
import { clientTokenAudits } from './families/client-tokens.ts';
import { crossSiteAudits } from './families/cross-site.ts';
import { documentAudits } from './families/documents.ts';
import { errorLeakAudits } from './families/error-leaks.ts';
import { httpFormAudits } from './families/http-forms.ts';
import { liveFloodAudits } from './families/live-floods.ts';
import { liveSocketAudits } from './families/live-sockets.ts';
import { liveStreamAudits } from './families/live-streams.ts';
import { createMalformedAudits, type MalformedOptions } from './families/malformed.ts';
import { createMemoryAudits, type MemoryOptions } from './families/memory.ts';
import { messageFramingAudits } from './families/message-framing.ts';
import { ownershipAudits } from './families/ownership.ts';
import { programAudits } from './families/programs.ts';
import { safelistAudits } from './families/safelist.ts';
import { schemaLeakAudits } from './families/schema-leaks.ts';
import { exhaustionAudits, slowClientAudits } from './families/slow-clients.ts';
import { smugglingAudits } from './families/smuggling.ts';
import { staticPageAudits } from './families/static-pages.ts';
import { subgraphAccessAudits } from './families/subgraph-access.ts';
import { textAudits } from './families/texts.ts';
import { variableAudits } from './families/variables.ts';

/** Creates all families in their order. Families that strain the system most come last. */
export function createAuditFamilies(options: MalformedOptions & MemoryOptions): readonly AuditFamily[] {
  return [
    documentAudits,
    variableAudits,
    textAudits,
    clientTokenAudits,
    subgraphAccessAudits,
    authorizationAudits,
    ownershipAudits,
    smugglingAudits,
    messageFramingAudits,
    httpFormAudits,
    crossSiteAudits,
    schemaLeakAudits,
    errorLeakAudits,
    safelistAudits,
    programAudits,
    staticPageAudits,
    liveStreamAudits,
    liveSocketAudits,
    allowanceAudits,
    slowClientAudits,
    exhaustionAudits,
    liveFloodAudits,
    createMemoryAudits(options),
    createMalformedAudits(options),
  ];
}
