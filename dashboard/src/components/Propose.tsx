import { useEffect, useState } from 'preact/hooks';
import { getProposal, type Proposal } from '../model/api';
import { Dialog } from './Dialog';
import { Copy } from './Small';

function Said({ check, node }: { check: string; node: string }) {
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    getProposal(node, check).then(setProposal, (e: unknown) => setProblem(e instanceof Error ? e.message : String(e)));
  }, [check, node]);
  if (problem) return <p role="alert">{problem}</p>;
  if (!proposal) return <p class="muted">Asking …</p>;
  return (
    <>
      <p>{proposal.text}</p>
      {proposal.yaml && (
        <>
          <p class="muted">
            Goes to {proposal.file ? <code>{proposal.file}</code> : 'a file of yours in the folder of baselines'}, layer {proposal.layer}{' '}
            <Copy text={proposal.yaml} what="the expectation" />
          </p>
          <pre data-testid="proposal">{proposal.yaml}</pre>
        </>
      )}
    </>
  );
}

/** What a person would put into a baseline so that what is read here is right. Nothing is changed. */
export function Propose({ check, node }: { check: string; node: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="quiet" title="The expectation that would declare what is read here" onClick={() => setOpen(true)}>
        propose as baseline
      </button>
      {open && (
        <Dialog label={`Declare ${check} as ${node} reads it`} close={() => setOpen(false)}>
          <Said check={check} node={node} />
          <p>
            <button type="button" onClick={() => setOpen(false)}>
              Close
            </button>
          </p>
        </Dialog>
      )}
    </>
  );
}
