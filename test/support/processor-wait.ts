import { readFile } from 'node:fs/promises';

/**
 * How long a process's main thread was ready to work in all and found no processor free, in ms: what a busy machine takes
 * from it. 0 where the system does not tell, as no Linux.
 */
export async function processorWaitMs(processId: number): Promise<number> {
  const text = await readFile(`/proc/${processId}/schedstat`, 'utf8').catch(() => '');
  const [, waitNanoseconds = '0'] = text.split(' ');
  return Number(waitNanoseconds) / 1e6;
}
