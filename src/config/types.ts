import type { DataSourceJsonData, DataSourcePluginOptionsEditorProps } from '@grafana/data';

import type { SreJsonData, SreSecureJsonData } from '../model/settings';

/** Settings as they are while being entered: any field may still be missing. */
export type SreJson = Partial<SreJsonData> & DataSourceJsonData;

export type ConfigProps = DataSourcePluginOptionsEditorProps<SreJson, SreSecureJsonData>;
