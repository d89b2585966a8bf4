import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Memory that a process holds, as `ps` tells it. */
export async function residentBytes(processId: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(processId)]);
  return Number(stdout) * 1024;
}
