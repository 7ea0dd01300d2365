export default {
  build: {
    emptyOutDir: false,
    lib: { entry: "src/index.js", formats: ["es"], fileName: "vite" },
  },
};
