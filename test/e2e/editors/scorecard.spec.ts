import { QUERY_LABELS } from '../../../src/labels/control-labels';
import { test } from '../support/fixtures';
import { expectTable } from '../support/on-screen';
import { QueryEditorPage } from '../support/query-editor';

/** The query editor, kind Scorecard. */

const L = QUERY_LABELS;

test('shows every metric of each service, then of each team', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.kind('scorecard');
  await editor.panel('table');
  const columns = ['Deployment frequency', 'Lead time', 'MTTR'];
  await editor.choose(L.groupBy, 'Service');
  await expectTable(editor.answer, await engine.frame({ queryType: 'scorecard' }), ['Service', ...columns]);
  await editor.choose(L.groupBy, 'Team');
  await expectTable(editor.answer, await engine.frame({ queryType: 'scorecard', groupBy: 'team' }), [
    'Team',
    ...columns,
  ]);
});
