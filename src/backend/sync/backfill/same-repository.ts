import { Failure } from '../../../model/failure';
import type { GitHubApi } from '../api/github-api';
import type { Page, PageRequest } from '../api/page';
import type { Probe } from '../api/probe';

/**
 * A page of the repository with this id, whatever it is called now. A former name leads to it, unless
 * another repository has taken that name.
 *
 * @param id null: whichever repository has the name
 * @throws Failure with status 404 where neither the name nor the id leads to it
 */
export async function pageOfSame(
  api: GitHubApi,
  request: PageRequest,
  id: number | null,
  signal: AbortSignal
): Promise<Page> {
  const page = await api.page(request, signal).catch((error: unknown) => {
    if (id !== null && error instanceof Failure && error.status === 404) {
      return null;
    }
    throw error;
  });
  if (page !== null && (id === null || page.repository.id === id)) {
    return page;
  }
  // The name leads nowhere or elsewhere; `id` is known in both cases.
  const { fullName } = await api.nameOf(id ?? 0, request.repository, signal);
  const moved = await api.page({ ...request, repository: fullName }, signal);
  if (moved.repository.id !== id) {
    throw new Failure({
      status: 409,
      source: 'downstream',
      message: `${fullName} became another repository while it was read.`,
      advice: 'Sync once more.',
    });
  }
  return moved;
}

/** A probe of the repository with this id. Where its name leads nowhere or elsewhere, anything may have changed. */
export async function probeSame(
  api: GitHubApi,
  { name, id }: { readonly name: string; readonly id: number | null },
  etag: string | null,
  signal: AbortSignal
): Promise<Probe> {
  const unknown: Probe = { kind: 'changed', etag: null, repository: null };
  const probe = await api.probe(name, etag, signal).catch((error: unknown) => {
    if (id !== null && error instanceof Failure && error.status === 404) {
      return unknown;
    }
    throw error;
  });
  const isOther = probe.kind === 'changed' && probe.repository !== null && id !== null && probe.repository.id !== id;
  return isOther ? unknown : probe;
}
