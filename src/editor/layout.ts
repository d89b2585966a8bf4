/** Widths of the editors' rows, in Grafana's units of 8 px, so that rows line up. */
export const LABEL_WIDTH = 12;
export const FIELD_WIDTH = 28;
export const NAMES_WIDTH = 44;
export const LIMIT_WIDTH = 12;
