/** The data source that every panel asks: the one chosen at the top of the dashboard. */

export const PLUGIN_ID = 'stackflow-sremetrics-datasource';

/** Name of the variable that holds the choice. */
export const DATA_SOURCE_VARIABLE = 'datasource';

/** Never a fixed uid, since each Grafana gives its own. */
export const DATA_SOURCE = { type: PLUGIN_ID, uid: `\${${DATA_SOURCE_VARIABLE}}` };
