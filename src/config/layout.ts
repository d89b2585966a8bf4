import { css } from '@emotion/css';

/** Width of the settings page's text fields, in Grafana's units of 8 px. */
export const SETTING_WIDTH = 60;
/** Width of those of which two stand side by side. */
export const NARROW_WIDTH = 40;
/** Of those fields: on a narrow page they are as wide as there is room. */
export const SHRINKING = css({ maxWidth: '100%' });
