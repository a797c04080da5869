import { installPeers } from '../../bench/src/gateways/install-peers.ts';

/** Installs Hive Gateway if it is missing. */
export default installPeers;
