/** What stands in the place of a text that a caller is not shown. */
export const NOT_SHOWN = '(not shown)';
