import { useState } from 'preact/hooks';
import { words } from '../model/format';
import { isStranger, session, signIn, signOut } from '../session';
import { openStream, closeStream } from '../stream';

/** Stands in the place of every page until a token was shown. */
export function SignIn() {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = (e: Event): void => {
    e.preventDefault();
    setBusy(true);
    signIn(token)
      .then(openStream)
      .catch((failure: unknown) => setProblem(failure instanceof Error ? failure.message : String(failure)))
      .finally(() => setBusy(false));
  };
  return (
    <section class="notice" data-testid="sign-in">
      <h1>Sign in</h1>
      <p>This Holdfast shows itself to those who have a token. Who runs it makes one with <code>scripts/token</code>.</p>
      <form class="fields" onSubmit={submit}>
        <label>
          Token
          <input
            type="password"
            name="token"
            autocomplete="current-password"
            autofocus
            required
            value={token}
            onInput={(e) => setToken(e.currentTarget.value)}
          />
        </label>
        <p>
          <button type="submit" disabled={busy}>
            Sign in
          </button>
        </p>
        {problem && (
          <p class="ink-red" role="alert">
            {problem}
          </p>
        )}
      </form>
      <p class="muted">You stay signed in for 12 hours on this browser, or until you sign out.</p>
    </section>
  );
}

/** Who is signed in, as which role. Nothing where nobody has to. */
export function Who() {
  const who = session.value;
  if (!who?.signIn || isStranger.value) return null;
  const leave = (): void => {
    void signOut().then(closeStream, () => undefined);
  };
  return (
    <>
      <span class="muted" data-testid="who">
        {who.name}, {words(who.role ?? '')}
      </span>
      <button type="button" class="quiet" onClick={leave}>
        sign out
      </button>
    </>
  );
}
