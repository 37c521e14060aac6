/** What an admin chooses from when making an endpoint: formats and presets, with a preview of what would be sent. */
import { z } from '@hono/zod-openapi'
import {
  endpointLimits,
  formatNames,
  formats,
  presets,
  previewRequest,
  type WebhookServices,
} from '@quillwire/webhooks'
import { type Api, wire } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import { body, json, page, pageOf, problems, shortListQuery } from '../schemas.ts'

const tags = ['Webhooks']
const names = z.enum(formatNames)

const allFormats = createRoute({
  method: 'get',
  path: '/webhook-formats',
  tags,
  operationId: 'listWebhookFormats',
  summary: 'List the formats in which events can be sent',
  security: [],
  request: { query: shortListQuery },
  responses: {
    200: json(
      page(
        z
          .object({
            name: names,
            title: z.string(),
            description: z.string(),
            urlHint: z.string().describe('What the URL looks like there.'),
          })
          .openapi('WebhookFormat'),
      ),
      'The formats.',
    ),
    ...problems,
  },
})

const allPresets = createRoute({
  method: 'get',
  path: '/webhook-presets',
  tags,
  operationId: 'listWebhookPresets',
  summary: 'List the presets for other systems',
  security: [],
  request: { query: shortListQuery },
  responses: {
    200: json(
      page(
        z
          .object({
            name: z.string(),
            title: z.string(),
            description: z.string(),
            url: z.string(),
            headers: z.record(z.string(), z.string()),
            secrets: z.array(z.object({ name: z.string(), label: z.string(), help: z.string() })),
            eventTypes: z.array(z.string()),
            coalesceSeconds: z
              .int()
              .optional()
              .describe('For how long saves are gathered. If left out, each is sent.'),
            format: names,
            transformation: z.string().nullable(),
            help: z.string().describe('Markdown: where to click there.'),
          })
          .openapi('WebhookPreset'),
      ),
      'The presets.',
    ),
    ...problems,
  },
})

const preview = createRoute({
  method: 'post',
  path: '/webhook-previews',
  tags,
  operationId: 'previewWebhook',
  summary: 'Look at what would be sent',
  description: 'Runs the transformation or format on a real event, or on a sample. Nothing is sent.',
  request: {
    body: body(
      z.object({
        format: names.default('json'),
        transformation: z
          .string()
          .max(65_536)
          .openapi({ maxLength: endpointLimits.transformationBytes })
          .nullable()
          .default(null),
        eventId: z.string().max(100).optional().describe('`evt_…`; a sample when left out.'),
        type: z.string().max(100).optional().describe('Of the sample; `document.saved` when left out.'),
      }),
    ),
  },
  responses: {
    200: json(
      z
        .object({
          event: z.any(),
          request: z
            .object({
              method: z.string(),
              url: z.string().nullable(),
              headers: z.record(z.string(), z.string()),
              body: z.string(),
            })
            .nullable(),
          error: z.string().nullable(),
          logs: z.array(z.string()),
          cpuMs: z.number(),
        })
        .openapi('WebhookPreview'),
      'What would be sent.',
    ),
    ...problems,
  },
})

export function webhookCatalogueRoutes(webhooks: WebhookServices) {
  return (app: Api) => {
    app.openapi(allFormats, (c) =>
      c.json(
        pageOf([...formats], c.req.valid('query'), ({ name }) => name),
        200,
      ),
    )
    app.openapi(allPresets, (c) =>
      c.json(wire(pageOf([...presets], c.req.valid('query'), ({ name }) => name)), 200),
    )
    app.openapi(preview, async (c) => {
      const context = { ...c.get('context'), ...webhooks }
      return c.json(wire(await previewRequest(context, c.req.valid('json'))), 200)
    })
  }
}
