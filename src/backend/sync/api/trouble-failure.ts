import { Failure } from '../../../model/failure';
import type { FailureStatus } from '../../../model/failure';
import type { Wait } from './settings';
import type { Trouble } from './trouble';

const GOES_ON = 'The next sync goes on where this one stopped.';

const TOLD: Readonly<Record<Trouble['kind'], { readonly status: FailureStatus; readonly advice: string | null }>> = {
  rateLimit: { status: 429, advice: GOES_ON },
  secondaryLimit: { status: 429, advice: 'Let sync run less often, or see what else uses the same token.' },
  passing: { status: 502, advice: `${GOES_ON} See https://www.githubstatus.com.` },
  signIn: { status: 401, advice: "Check the token, or the App's id and private key; it may have expired." },
  forbidden: {
    status: 403,
    advice: 'Let the token or App read contents, deployments, metadata and pull requests of the repository.',
  },
  notFound: {
    status: 404,
    advice: 'Check the name, and that the token may see it or the App is installed on it.',
  },
  invalid: { status: 400, advice: null },
  staleCursor: { status: 409, advice: 'Sync once more.' },
  refused: { status: 502, advice: 'Check the version of GitHub Enterprise Server; 3.12 or later is needed.' },
};

/** A trouble that waiting does not cure, or did not. */
export function troubleFailure({ kind, text }: Trouble, what: string): Failure {
  const reason = text === '' ? '' : `: ${text.replace(/\.$/, '')}`;
  return new Failure({
    status: TOLD[kind].status,
    source: 'downstream',
    message: `GitHub did not give ${what}${reason}.`,
    advice: TOLD[kind].advice,
  });
}

/** GitHub wants us to wait for longer than we may, which is `maxWaitMs`. */
export function tooLongAWait({ milliseconds, cause }: Wait, maxWaitMs: number): Failure {
  return new Failure({
    status: 429,
    source: 'downstream',
    message: `GitHub asks to wait ${Math.ceil(milliseconds / 1_000)} s: ${cause.replace(/\.$/, '')}.`,
    advice: `Nobody waits here for longer than ${Math.floor(maxWaitMs / 1_000)} s. ${GOES_ON}`,
  });
}
