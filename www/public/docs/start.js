// Shows openapi.json with Swagger UI. Nothing is loaded from elsewhere.
SwaggerUIBundle({
  url: "/openapi.json",
  domNode: document.getElementById("api"),
  deepLinking: true,
  // Otherwise the description would be sent to the makers of Swagger UI.
  validatorUrl: null,
  defaultModelExpandDepth: 3,
  defaultModelsExpandDepth: 0,
});
