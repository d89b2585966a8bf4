import { readFileSync } from 'node:fs';

/** Resident memory of a process in MiB. */
export interface ResidentMemory {
  readonly nowMib: number;
  /** The most it ever was. */
  readonly peakMib: number;
}

/** Resident memory of a process; null where the system does not tell (not Linux). */
export function residentMemory(processId: number): ResidentMemory | null {
  try {
    const status = readFileSync(`/proc/${processId}/status`, 'utf8');
    const mib = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
    return { nowMib: mib('VmRSS'), peakMib: mib('VmHWM') };
  } catch {
    return null;
  }
}
