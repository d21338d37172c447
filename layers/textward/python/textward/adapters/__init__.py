"""The ports' real parts: DynamoDB, the SMS provider, Cognito, the events topic, the WebSocket."""
