'use client'
import { DEFAULT_RETRY_SCHEDULE } from '@quillwire/webhooks/retry-schedule'
import { Controller, useFormContext } from 'react-hook-form'
import { Field } from '@/components/ui/field.tsx'
import { Input } from '@/components/ui/input.tsx'
import { parseDurations } from '../durations.ts'
import { scheduleInWords, waitsInWords } from '../retry-words.ts'
import { Segments, Toggle } from './choice.tsx'
import type { Values } from './form-values.ts'

/** Settings that few need: timeout and retries, and whether the receiver may write back. */
export function AdvancedSection() {
  const form = useFormContext<Values>()
  const { errors } = form.formState
  const [retries, text] = form.watch(['retries', 'retrySchedule'])
  const schedule = retries === 'default' ? DEFAULT_RETRY_SCHEDULE : parseDurations(text)
  return (
    <>
      <Field
        label="Timeout in seconds"
        error={errors.timeoutSeconds?.message}
        hint="How long the receiver has to answer, from 1 to 30."
      >
        {(control) => (
          <Input
            {...control}
            type="number"
            min={1}
            max={30}
            step="any"
            className="w-24"
            {...form.register('timeoutSeconds')}
          />
        )}
      </Field>
      <div className="grid gap-2.5">
        <span className="font-medium text-(length:--small)">Retries</span>
        <Segments
          label="Retries"
          value={retries}
          options={[
            ['default', 'Default'],
            ['custom', 'Custom schedule'],
          ]}
          onChange={(value) => form.setValue('retries', value, { shouldDirty: true })}
        />
        {retries === 'custom' && (
          <Field
            label="Wait before each attempt"
            error={errors.retrySchedule?.message}
            hint="Starting with the first attempt; 0 means at once. Use s, m, h or d, with up to 20 waits of at most 24h each."
          >
            {(control) => (
              <Input
                {...control}
                className="font-mono text-(length:--small)"
                {...form.register('retrySchedule')}
              />
            )}
          </Field>
        )}
        {schedule && (
          <p className="text-(length:--small) text-quiet leading-relaxed">
            {scheduleInWords(schedule)}: {waitsInWords(schedule)}.
          </p>
        )}
      </div>
      <Controller
        control={form.control}
        name="repliesEnabled"
        render={({ field }) => (
          <Toggle
            id="endpoint-replies"
            title="The receiver may reply"
            hint={
              <>
                Its answer can write to the document the event is about:{' '}
                <code>{'{"reply":{"comment":"…"}}'}</code> starts a thread,{' '}
                <code>{'{"reply":{"append":"…"}}'}</code> appends Markdown. Allow this only for programs you
                trust.
              </>
            }
            checked={field.value}
            onChange={field.onChange}
          />
        )}
      />
    </>
  )
}
