import type { StatusQuery } from '../../model/status-query';
import { printStatement } from '../aurora/statement';
import type { Frame } from '../frames/frame';
import { jobStatus, jobStatusStatement } from '../metrics/status/job-status';
import { refuseTableInAlert } from './query-context';
import type { QueryContext, QuerySource } from './query-context';
import { statusTableFrame, statusValueFrame } from './status-frames';

/**
 * Answers a status query with one frame. It tells how fresh the data is now, whatever time range the
 * panel shows.
 *
 * @throws Failure that says what is wrong and what to do
 */
export async function answerStatusQuery(
  { reader }: QuerySource,
  query: StatusQuery,
  context: QueryContext,
  signal: AbortSignal
): Promise<Frame> {
  if (query.shape === 'table') {
    refuseTableInAlert(context, 'Choose the shape "value".');
  }
  const jobs = await jobStatus(reader, context.nowMs, signal);
  const statement = printStatement(jobStatusStatement(context.nowMs));
  return query.shape === 'value' ? statusValueFrame(jobs, query.measure, statement) : statusTableFrame(jobs, statement);
}
