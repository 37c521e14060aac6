import { CopyButton } from '@/components/ui/copy-button.tsx'

interface OwnTextProps {
  label: string
  bold: string
  hint: string
  text: string
}

/** The notices for text that is only on this device, or that can only be read. */
export const ownTexts = {
  all: {
    label: 'What this device has',
    bold: 'This device still has its text.',
    hint: 'Copy it, and paste it into a new document. It stays here until you sign out.',
  },
  unsent: {
    label: 'What you wrote last',
    bold: 'What you wrote last was not saved.',
    hint: 'It is in this page alone: copy it before you leave.',
  },
  foreign: {
    label: 'The words of this document',
    bold: 'This text can’t be edited here.',
    hint: 'A program wrote it in a format of its own. Nothing is lost: copy the words into a new document, or ask whoever runs the program to write it again.',
  },
  visitors: {
    label: 'What you wrote last',
    bold: 'What you wrote last was not saved.',
    hint: 'Your link to the document no longer works. Copy your text, or ask for a new link: the text is kept on this device.',
  },
}

/** Text that is not in an editor, to be copied. */
export function OwnText({ label, bold, hint, text }: OwnTextProps) {
  return (
    <section
      aria-label={label}
      className="grid w-full gap-3 rounded-xl border border-warn/30 bg-warn-soft p-4"
    >
      <div className="flex flex-wrap items-center justify-between gap-3 text-sm text-warn">
        <p>
          <strong className="font-medium">{bold}</strong> {hint}
        </p>
        <CopyButton text={text} label="Copy" primary />
      </div>
      <p
        // Not every browser lets the keyboard scroll what cannot have the focus.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
        tabIndex={0}
        dir="auto"
        className="max-h-[50dvh] overflow-y-auto whitespace-pre-wrap rounded-md bg-paper p-3 leading-relaxed [overflow-wrap:anywhere]"
      >
        {text}
      </p>
    </section>
  )
}
