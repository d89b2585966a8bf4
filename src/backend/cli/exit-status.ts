/** Ends a command with a status of its own, after the command has said everything itself. */
export class ExitStatus extends Error {
  readonly status: 0 | 1 | 2;

  constructor(status: ExitStatus['status']) {
    super(`exit ${status}`);
    this.name = 'ExitWith';
    this.status = status;
  }
}
