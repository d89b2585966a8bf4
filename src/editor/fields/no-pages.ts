/** A query that turns no pages. */
export const NO_PAGES = { pageRows: undefined, pageSeconds: undefined } as const;
