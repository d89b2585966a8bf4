/** Width of the settings page's text fields, in Grafana's units of 8 px. */
export const SETTING_WIDTH = 60;
