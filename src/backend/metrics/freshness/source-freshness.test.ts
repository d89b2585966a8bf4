import type { Reader } from '../../aurora/reader';
import { sourceFreshness } from './source-freshness';

const NEVER = new AbortController().signal;

it.each([Number.NaN, Number.POSITIVE_INFINITY, 8.7e15])(
  'an answer with a time of %d ms is refused as the failure of the database that it is',
  async (ms) => {
    // The rows of any statement, which a fake cannot know the type of.
    const rows = [{ source: 'changes', newest_ms: ms, oldest_ms: 0, watched_ms: null, gap_seconds: 60 }] as unknown[];
    const reader: Reader = { run: <Row>() => Promise.resolve(rows as Row[]) };
    await expect(sourceFreshness(reader, false, NEVER)).rejects.toMatchObject({ status: 502, source: 'downstream' });
  }
);
