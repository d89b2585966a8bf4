/**
 * Stands in the bundles for cosmiconfig, by which Graphile Worker looks for settings in files of the
 * current folder and of those above it. Ours come from the environment alone; the real one would run
 * what it finds there, and brings the whole TypeScript compiler with it.
 */
export function cosmiconfigSync() {
  return { search: () => null };
}
