import { Failure } from '../../../model/failure';

export interface FieldComplaint {
  readonly status: 400 | 409;
  /** The field of the request's body, as a path: `definition.name`. */
  readonly field: string;
  /** What is wrong with it, and what to do. */
  readonly message: string;
}

/** A request's body that cannot be taken because of one field. */
export class FieldFailure extends Failure {
  readonly field: string;

  constructor({ status, field, message }: FieldComplaint) {
    super({ status, source: 'downstream', message, advice: null });
    this.field = field;
  }
}
