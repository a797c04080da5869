import { GraphQLInstrumentation } from '@opentelemetry/instrumentation-graphql';
import { NodeSDK } from '@opentelemetry/sdk-node';

// Traces graphql-js as the README of the instrumentation shows. Loaded by --import, before graphql-js.
new NodeSDK({ instrumentations: [new GraphQLInstrumentation()] }).start();
