import { useEffect, useRef } from 'preact/hooks';
import { helpOpen, KEYS } from '../keys';

const SEARCH: [string, string][] = [
  ['rack:r01', 'a label or property contains this'],
  ['has:gpus  no:driver', 'known, not known'],
  ['mark:waived', 'carries this mark'],
  ['-word', 'does not match'],
];

function Rows({ of }: { of: [string, string][] }) {
  return (
    <dl class="pairs">
      {of.map(([key, meaning]) => (
        <>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{meaning}</dd>
        </>
      ))}
    </dl>
  );
}

export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = helpOpen.value;
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const close = () => (helpOpen.value = false);
  return (
    <dialog
      ref={dialog}
      aria-label="Keyboard help"
      onClose={close}
      onClick={(e) => {
        if (e.target === dialog.current) close();
      }}
    >
      <h2>Keys</h2>
      <Rows of={KEYS} />
      <h2>Words in the fleet search</h2>
      <Rows of={SEARCH} />
      <button type="button" onClick={close}>
        Close
      </button>
    </dialog>
  );
}
