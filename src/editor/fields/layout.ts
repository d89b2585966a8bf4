import { css } from '@emotion/css';

/** Widths of the editors' rows, in Grafana's units of 8 px, so that rows line up. Labels are as wide as this at least. */
export const LABEL_WIDTH = 13;
/** Labels of a variable's filters are longer. */
export const VARIABLE_LABEL_WIDTH = 17;
export const FIELD_WIDTH = 28;
export const NAMES_WIDTH = 43;
export const LIMIT_WIDTH = 12;

/** Of a field with several buttons: in a narrow editor they take a second row. */
export const WRAPPING = css({ flexWrap: 'wrap' });
/** Of a wide field: in a narrow editor it is as wide as there is room. */
export const SHRINKING = css({
  flexShrink: 1,
  maxWidth: '100%',
  '& > :last-child': { flexShrink: 1, minWidth: 0 },
  '& > :last-child > *': { maxWidth: '100%' },
});
