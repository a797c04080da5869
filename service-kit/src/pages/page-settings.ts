import type { Values } from '../config.ts';
import { developmentOnly, flag, optional } from '../variables.ts';
import { viewerFile, viewersFile } from './development-viewers.ts';

/** Declares the pages of a server for development, and the people that they are signed in as. */
// biome-ignore format: a declaration is one row of a table
export const developmentPageSettings = {
  development: developmentOnly(
    flag('DEVELOPMENT_PAGES', false, '`on` serves the explorer at `/explorer`, and at a gateway Sandbox at `/`.')),
  viewer: developmentOnly(optional(viewerFile)),
  /** Viewers that pages of this origin may sign in as, if the development pages are on. */
  viewers: developmentOnly(viewersFile),
};

/** Values of these settings. */
export type DevelopmentPages = Values<typeof developmentPageSettings>;
