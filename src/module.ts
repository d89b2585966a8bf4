import { DataSourcePlugin } from '@grafana/data';

import { ConfigEditor } from './config/ConfigEditor';
import type { SreJson } from './config/types';
import { DataSource } from './datasource';
import { QueryHelp } from './editor/help/QueryHelp';
import { QueryEditor } from './editor/QueryEditor';
import type { SreDataQuery } from './editor/types';
import type { SreSecureJsonData } from './model/settings';

export const plugin = new DataSourcePlugin<DataSource, SreDataQuery, SreJson, SreSecureJsonData>(DataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(QueryHelp);
