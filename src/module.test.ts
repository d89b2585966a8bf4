import { ConfigEditor } from './config/ConfigEditor';
import { DataSource } from './datasource';
import { QueryHelp } from './editor/help/QueryHelp';
import { QueryEditor } from './editor/QueryEditor';
import { plugin } from './module';

test('the module wires the data source with its editors and its help', () => {
  expect(plugin.DataSourceClass).toBe(DataSource);
  expect(plugin.components).toMatchObject({ ConfigEditor, QueryEditor, QueryEditorHelp: QueryHelp });
});
