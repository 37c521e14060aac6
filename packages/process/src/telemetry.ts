/**
 * Traces, where somebody collects them: with OTEL_EXPORTER_OTLP_ENDPOINT set, spans go there over OTLP/HTTP. Without it
 * nothing of the SDK is loaded and a span is a plain call. Attributes name what was worked on by its id; never content,
 * tokens or secrets. Libraries that trace by themselves do not keep to that: none of their spans is sent.
 */
import {
  type Attributes,
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  ProxyTracerProvider,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { within } from './within.ts'

const NAME = 'quillwire'
/** How long to wait for a collector that is away or does not answer: a process that takes too long to end is killed. */
const STOP_MS = 1_500
const tracer = trace.getTracer(NAME)
/** The span of work that nobody traces. */
const UNTRACED = trace.wrapSpanContext(INVALID_SPAN_CONTEXT)

export interface Telemetry {
  /** Sends what has gathered, if the collector takes it in time. */
  stop(): Promise<void>
}

/** @param processName becomes the service's name, behind `quillwire-`. */
export async function startTelemetry(
  config: { OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined },
  processName: string,
): Promise<Telemetry> {
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT
  if (!endpoint) return { stop: async () => {} }
  const [sdk, exporter, manager, core, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/core'),
    import('@opentelemetry/resources'),
  ])
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': `quillwire-${processName}` }),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: new exporter.OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` }),
        scheduledDelayMillis: 1000,
      }),
    ],
  })
  context.setGlobalContextManager(new manager.AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new core.W3CTraceContextPropagator())
  const nowhere = new ProxyTracerProvider()
  trace.setGlobalTracerProvider({
    getTracer: (name, version, options) =>
      (name === NAME ? provider : nowhere).getTracer(name, version, options),
  })
  return {
    async stop() {
      await within(STOP_MS, provider.shutdown())
    },
  }
}

export interface SpanOptions {
  attributes?: Attributes
  kind?: SpanKind
  /** A `traceparent` header: the span goes on with that trace. */
  traceParent?: string | undefined
}

/** Runs the work in a span. What it throws is noted there and thrown on. */
export async function withSpan<Result>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  if (!isTraced()) return await work(UNTRACED)
  const { attributes = {}, kind = SpanKind.INTERNAL, traceParent } = options
  const parent: Context = traceParent
    ? propagation.extract(ROOT_CONTEXT, { traceparent: traceParent })
    : context.active()
  return await tracer.startActiveSpan(name, { attributes, kind }, parent, async (span) => {
    try {
      return await work(span)
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' })
      throw error
    } finally {
      span.end()
    }
  })
}

/** Asks the API, which all copies of this file in a process share. Its own span without a collector costs more. */
function isTraced(): boolean {
  const provider = trace.getTracerProvider()
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(NAME) !== undefined
}

/** The `traceparent` of the span that is running; undefined where nothing is traced. */
export function currentTraceParent(): string | undefined {
  const carrier: { traceparent?: string } = {}
  propagation.inject(context.active(), carrier)
  return carrier.traceparent
}

export { SpanKind }
