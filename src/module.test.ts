import { ConfigEditor } from './config/ConfigEditor';
import { DataSource } from './datasource';
import { QueryEditor } from './editor/QueryEditor';
import { QueryHelp } from './editor/QueryHelp';
import { plugin } from './module';

test('the module wires the data source with its editors and its help', () => {
  expect(plugin.DataSourceClass).toBe(DataSource);
  expect(plugin.components).toMatchObject({ ConfigEditor, QueryEditor, QueryEditorHelp: QueryHelp });
});
