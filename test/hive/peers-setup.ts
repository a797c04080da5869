import { installPeers } from '../../bench/src/gateways/install-peers.ts';

/** Installs Hive Gateway, unless it is there. */
export default installPeers;
