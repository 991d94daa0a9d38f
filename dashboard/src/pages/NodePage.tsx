import { useComputed } from '@preact/signals';
import { Changes } from '../components/Changes';
import { Events } from '../components/Events';
import { Facts } from '../components/Facts';
import { Findings } from '../components/Findings';
import { NodeHead } from '../components/NodeHead';
import { Peers } from '../components/Peers';
import { useNodeDetail } from '../components/detail';
import { fleetHref } from '../model/route';
import { nodes } from '../store';

interface Props {
  cluster: string;
  name: string;
}

export function NodePage({ cluster, name }: Props) {
  const id = `${cluster}/${name}`;
  const { detail, events, changes, problem } = useNodeDetail(cluster, name);
  const current = useComputed(() => nodes.value?.get(id) ?? null).value;
  const summary = current ?? detail?.summary ?? null;
  if (!summary && problem?.status === 404)
    return (
      <section class="notice">
        <h1>No node {id} is known</h1>
        <p>It is neither in the inventory nor has it reported. It may have left the fleet.</p>
        <p>
          <a href={fleetHref({ q: name })}>Search the fleet for {name}</a>
        </p>
      </section>
    );
  return (
    <article class="node-page">
      {summary && <NodeHead summary={summary} baselineName={detail?.baselineName ?? null} />}
      {problem && (
        <p class="notice" role="alert">
          <code>{problem.url}</code>: {problem.message}. {detail ? 'What is below was fetched before.' : ''}
        </p>
      )}
      {detail && (
        <>
          <Findings detail={detail} />
          {detail.peers && <Peers peers={detail.peers} />}
          {changes && <Changes changes={changes} />}
          {events && <Events events={events} />}
          <Facts detail={detail} />
        </>
      )}
    </article>
  );
}
