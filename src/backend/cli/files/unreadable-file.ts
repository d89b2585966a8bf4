import { badRequest } from '../../../model/failure';
import type { Failure } from '../../../model/failure';
import { errorCode } from '../../aurora/advice';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
};

/** Why a file cannot be read, for a person at a terminal. */
export function unreadableFile(file: string, error: unknown): Failure {
  const code = errorCode(error);
  return badRequest(`${file} cannot be read: ${REASONS[code] ?? code}.`);
}
