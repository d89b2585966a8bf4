/** Widths of the editors' rows, in Grafana's units of 8 px, so that rows line up. */
export const LABEL_WIDTH = 13;
/** Labels of a variable's filters are longer. */
export const VARIABLE_LABEL_WIDTH = 17;
export const FIELD_WIDTH = 28;
export const NAMES_WIDTH = 43;
export const LIMIT_WIDTH = 12;
