import type { Frame } from '../../frames/frame';

/** The frame whose statement says that a data source's teams limit it, as `limitToTeams` does once it runs. */
export function withTeamLimitNote(frame: Frame, teams: readonly string[]): Frame {
  const { executedQueryString } = frame.meta;
  if (teams.length === 0 || executedQueryString === undefined) {
    return frame;
  }
  const note = `-- Of each table only the rows of these teams are read: ${JSON.stringify(teams)}`;
  return { ...frame, meta: { ...frame.meta, executedQueryString: `${note}\n${executedQueryString}` } };
}
