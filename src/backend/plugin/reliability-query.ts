import type { ReliabilityQuery } from '../../model/reliability-query';
import { badRequest } from '../../model/failure';
import type { Frame } from '../frames/frame';
import type { Instance } from './instance';
import type { QueryContext } from './query-context';

export async function answerReliabilityQuery(
  _instance: Instance,
  _query: ReliabilityQuery,
  _context: QueryContext,
  _signal: AbortSignal
): Promise<Frame> {
  return await Promise.reject(badRequest('not yet'));
}
