import { createContext, useContext } from 'react';

import type { ConnectionRights } from '../../model/connection-rights';

/** How the connection of the saved settings stands. */
export type Connection =
  /** No host was saved yet. */
  | { readonly status: 'unset' }
  | { readonly status: 'asking' }
  /** `message` says what is wrong and what to do. */
  | { readonly status: 'failed'; readonly message: string; readonly retry: () => void }
  /** `user`: whose rights they are. */
  | { readonly status: 'answered'; readonly rights: ConnectionRights; readonly user: string };

/** Null where nobody has asked, as where a part of the page stands alone. */
export const ConnectionContext = createContext<Connection | null>(null);

/** What the database lets the entered user do; null while that is not known, as of one that is not saved yet. */
export function useRights(enteredUser: string | undefined): ConnectionRights | null {
  const connection = useContext(ConnectionContext);
  return connection?.status === 'answered' && connection.user === (enteredUser ?? '').trim() ? connection.rights : null;
}
