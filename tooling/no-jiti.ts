/**
 * Stands in the bundle for jiti, by which node-pg-migrate loads migrations written in TypeScript.
 * Ours are SQL; the real one would make a folder in the temporary folder at every start.
 */
export function createJiti() {
  return {
    import: (path: string): Promise<never> =>
      Promise.reject(new Error(`${path} is no SQL file; migrations of this plugin are SQL.`)),
  };
}
