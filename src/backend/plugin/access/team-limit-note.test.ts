import type { Frame } from '../../frames/frame';
import { withTeamLimitNote } from './team-limit-note';

const frame: Frame = { name: 'A', columns: [], meta: { type: 'table', executedQueryString: 'select 1' } };

it('says above the statement which rows are read', () => {
  const { meta } = withTeamLimitNote(frame, ['Sales', 'Data\n; drop']);
  expect(meta).toEqual({
    type: 'table',
    executedQueryString: '-- Of each table only the rows of these teams are read: ["Sales","Data\\n; drop"]\nselect 1',
  });
});

it('says nothing where there is no limit, or no statement', () => {
  expect(withTeamLimitNote(frame, [])).toBe(frame);
  const bare = { ...frame, meta: {} };
  expect(withTeamLimitNote(bare, ['Sales'])).toBe(bare);
});
