import { Connection } from './components/Connection';
import { Help } from './components/Help';
import { SignIn, Who } from './components/SignIn';
import { Unreachable } from './components/Unreachable';
import { helpOpen } from './keys';
import { driftHref, fleetHref, peersHref, rolloutsHref, waiversHref } from './model/route';
import { route } from './navigation';
import { DriftPage } from './pages/DriftPage';
import { FleetPage } from './pages/FleetPage';
import { NodePage } from './pages/NodePage';
import { PeersPage } from './pages/PeersPage';
import { RolloutsPage } from './pages/RolloutsPage';
import { WaiversPage } from './pages/WaiversPage';
import { isStranger } from './session';
import { fleet, nodes } from './store';
import { nextTheme, theme } from './theme';

function Page() {
  const at = route.value;
  if (isStranger.value) return <SignIn />;
  if (fleet.value === null || nodes.value === null) return <Unreachable />;
  switch (at.page) {
    case 'fleet':
      return <FleetPage />;
    case 'node':
      return <NodePage key={`${at.cluster}/${at.name}`} cluster={at.cluster} name={at.name} />;
    case 'drift':
      return <DriftPage />;
    case 'peers':
      return <PeersPage />;
    case 'rollouts':
      return <RolloutsPage />;
    case 'waivers':
      return <WaiversPage />;
    case 'nowhere':
      return (
        <section class="notice">
          <h1>There is no page at {at.path}</h1>
          <p>
            <a href={fleetHref()}>Go to the fleet</a>
          </p>
        </section>
      );
  }
}

export function App() {
  return (
    <>
      <header class="top">
        <a class="brand" href={fleetHref()}>
          Holdfast
        </a>
        <nav aria-label="Pages">
          <a href={fleetHref()} aria-current={route.value.page === 'fleet' ? 'page' : undefined}>
            Fleet
          </a>{' '}
          <a href={driftHref()} aria-current={route.value.page === 'drift' ? 'page' : undefined}>
            Drift
          </a>{' '}
          <a href={peersHref()} aria-current={route.value.page === 'peers' ? 'page' : undefined}>
            Peers
          </a>{' '}
          <a href={rolloutsHref()} aria-current={route.value.page === 'rollouts' ? 'page' : undefined}>
            Rollouts
          </a>{' '}
          <a href={waiversHref()} aria-current={route.value.page === 'waivers' ? 'page' : undefined}>
            Waivers
          </a>
        </nav>
        <Connection />
        <Who />
        <button type="button" class="quiet" onClick={nextTheme} title="Theme (t)">
          theme: {theme.value}
        </button>
        <button type="button" class="quiet" onClick={() => (helpOpen.value = true)} title="Keyboard help (?)" aria-label="Keyboard help">
          ?
        </button>
      </header>
      <main>
        <Page />
      </main>
      <Help />
    </>
  );
}
