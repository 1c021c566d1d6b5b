"""The renderer's programs (GLSL 3.30). Material numbers are `mesh.Material`'s."""

SURFACE_VERTEX = """#version 330
in vec3 in_position; in vec3 in_normal; in vec3 in_colour; in vec3 in_rest; in vec2 in_kind;
uniform mat4 view_projection; uniform mat4 sun_projection;
out vec3 position; out vec3 normal; out vec3 colour; out vec3 rest; flat out vec2 kind; out vec4 in_sun;
void main() {
    position = in_position; normal = in_normal; colour = in_colour; rest = in_rest; kind = in_kind;
    in_sun = sun_projection * vec4(in_position, 1.0);
    gl_Position = view_projection * vec4(in_position, 1.0);
}"""

SURFACE_FRAGMENT = """#version 330
in vec3 position; in vec3 normal; in vec3 colour; in vec3 rest; flat in vec2 kind; in vec4 in_sun;
layout(location = 0) out vec4 radiance; layout(location = 1) out vec4 depth;
uniform vec3 eye; uniform vec3 sun_direction; uniform vec3 sun; uniform vec3 ambient[6];
uniform sampler2D shadow_map; uniform float near_infrared; uniform float seed;

float hash(vec3 x) { return fract(sin(dot(floor(x), vec3(12.9898, 78.233, 37.719)) + seed) * 43758.5453); }
float noise(vec3 x) {
    vec3 f = fract(x); f = f * f * (3.0 - 2.0 * f); vec3 i = floor(x);
    return mix(
        mix(mix(hash(i), hash(i + vec3(1,0,0)), f.x), mix(hash(i + vec3(0,1,0)), hash(i + vec3(1,1,0)), f.x), f.y),
        mix(mix(hash(i + vec3(0,0,1)), hash(i + vec3(1,0,1)), f.x),
            mix(hash(i + vec3(0,1,1)), hash(i + vec3(1,1,1)), f.x), f.y), f.z);
}
float fractal(vec3 x) { return 0.5 * noise(x) + 0.3 * noise(x * 2.1) + 0.2 * noise(x * 4.3); }
vec3 sky(vec3 n) {
    vec3 a = n * n;
    return a.x * (n.x > 0 ? ambient[0] : ambient[1]) + a.y * (n.y > 0 ? ambient[2] : ambient[3])
         + a.z * (n.z > 0 ? ambient[4] : ambient[5]);
}
float sunlit(float facing) {
    vec3 q = in_sun.xyz / in_sun.w * 0.5 + 0.5;
    if (q.x <= 0 || q.x >= 1 || q.y <= 0 || q.y >= 1) return 0.0;
    float bias = 0.0025 + 0.004 * (1 - max(facing, 0)), lit = 0;
    for (int i = -1; i < 2; i++) for (int j = -1; j < 2; j++)
        lit += texture(shadow_map, q.xy + vec2(i, j) * 0.0012).r > q.z - bias ? 1.0 : 0.0;
    return lit / 9.0;
}
vec3 patterned(vec3 base, float pattern) {
    if (pattern > 2.5) return mix(base, vec3(0.9) - base, smoothstep(0.5, 0.56, fractal(rest * 22)));
    if (pattern > 1.5)
        return base * (mod(rest.z * 24, 1.0) < 0.4 ? 0.6 : 1.0) * (mod(rest.x * 24, 1.0) < 0.4 ? 0.6 : 1.0);
    if (pattern > 0.5) return base * (mod(rest.z * 35, 1.0) < 0.35 ? 0.4 : 1.0);
    return base;
}
void main() {
    vec3 n = normalize(normal), v = normalize(eye - position);
    if (dot(n, v) < 0) n = -n;
    int material = int(kind.x + 0.5);
    vec3 albedo = colour; float rough = 0.6, specular = 0.04, bump = 0, frequency = 1;
    if (material == 0) {
        albedo *= 0.86 + 0.28 * fractal(rest * 55);
        albedo *= mix(vec3(1), vec3(1.05, 0.93, 0.9), fractal(rest * 14));
        rough = 0.5; bump = 0.06; frequency = 420;
    } else if (material == 1) {
        albedo = patterned(albedo, kind.y) * (0.9 + 0.2 * hash(rest * 900)); rough = 0.9; bump = 0.4; frequency = 26;
    } else if (material == 2) {
        albedo *= 0.45 + 1.1 * fractal(vec3(rest.x * 260, rest.y * 260, rest.z * 18));
        rough = 0.6; specular = 0.05; bump = 0.5; frequency = 90;
    } else if (material == 3) {
        albedo *= 0.9 + 0.2 * fractal(rest * 9); rough = 0.55; bump = 0.1; frequency = 420;
    } else if (material == 4) {
        float d = length(rest.xz);
        albedo = rest.y < 0 ? (d < 0.2 ? vec3(0.01) : (d < 0.46 ? colour : vec3(0.65, 0.62, 0.6))) : vec3(0.6);
        rough = 0.1; specular = 0.05;
    } else { rough = 0.2; specular = 0.08; }
    if (bump > 0) {
        float e = 0.5 / frequency, here = fractal(rest * frequency);
        vec3 slope = vec3(fractal((rest + vec3(e,0,0)) * frequency), fractal((rest + vec3(0,e,0)) * frequency),
                          fractal((rest + vec3(0,0,e)) * frequency)) - here;
        n = normalize(n - bump * slope * 1.2);
    }
    if (near_infrared > 0) {  // a lamp beside the lens; dyes and skin differ little at 940 nm
        float y = dot(albedo, vec3(0.35, 0.4, 0.25));
        if (material == 0) y = 0.5 + 0.25 * dot(albedo, vec3(0.6, 0.3, 0.1));
        if (material == 1) y = mix(y, 0.2 + 0.5 * hash(vec3(seed, kind.x, colour.r * 99)), 0.6);
        float d = length(eye - position), facing = max(dot(n, v), 0);
        float lamp = near_infrared / (0.15 + d * d);
        radiance = vec4(vec3(y * facing * lamp * 0.35 + y * 0.04 + pow(facing, 40.0) * specular * lamp), 1);
        depth = vec4(d); return;
    }
    float facing = dot(n, sun_direction), lit = sunlit(facing);
    vec3 diffuse = sky(n) + sun * max(facing, 0) * lit;
    if (material == 0) diffuse += sun * lit * 0.12 * vec3(1, 0.35, 0.2);  // light through skin
    vec3 h = normalize(sun_direction + v); float nh = max(dot(n, h), 0), a = rough * rough;
    float lobe = a * a / (3.14 * pow(nh * nh * (a * a - 1) + 1, 2.0));
    float fresnel = specular + (1 - specular) * pow(1 - max(dot(n, v), 0), 5.0);
    float glint = specular + (1 - specular) * pow(1 - max(dot(v, h), 0), 5.0);
    vec3 light = albedo * diffuse + sun * lit * max(facing, 0) * lobe * 0.25 * glint
               + sky(reflect(-v, n)) * fresnel * (1 - rough) * 0.9;
    radiance = vec4(light, 1); depth = vec4(length(position - eye));
}"""

SHADOW_VERTEX = """#version 330
in vec3 in_position; uniform mat4 sun_projection;
void main() { gl_Position = sun_projection * vec4(in_position, 1.0); }"""

SHADOW_FRAGMENT = """#version 330
void main() {}"""

COMPOSE_VERTEX = """#version 330
in vec2 corner; out vec2 uv;
void main() { uv = corner * 0.5 + 0.5; gl_Position = vec4(corner, 0, 1); }"""

COMPOSE_FRAGMENT = """#version 330
// Ambient occlusion from depth (creases, contact), and the panorama where no surface is.
in vec2 uv; out vec4 result;
uniform sampler2D radiance; uniform sampler2D depth; uniform sampler2D panorama;
uniform mat3 to_car; uniform vec2 half_extent; uniform float heading; uniform float outside; uniform float reach;
void main() {
    vec4 here = texture(radiance, uv);
    if (here.a < 0.5) {
        vec3 d = normalize(to_car * vec3((uv * 2 - 1) * half_extent, -1));
        vec2 at = vec2(atan(d.x, -d.y) / 6.2831853 + 0.5 + heading, acos(clamp(d.z, -1, 1)) / 3.1415927);
        result = vec4(textureLod(panorama, at, 0).rgb * outside, 1); return;
    }
    float z = texture(depth, uv).r, hidden = 0, radius = min(reach / z, 0.2);
    float turn = fract(sin(dot(gl_FragCoord.xy, vec2(12.9, 78.2))) * 43758.5) * 6.28;
    for (int i = 0; i < 12; i++) {
        float a = turn + i * 2.4;
        vec2 there = uv + vec2(cos(a), sin(a) * half_extent.x / half_extent.y) * radius * (i + 0.5) / 12.0;
        float nearer = z - texture(depth, there).r;
        if (texture(radiance, there).a > 0.5)
            hidden += smoothstep(0.004, 0.03, nearer) * (1 - smoothstep(0.12, 0.30, nearer));
    }
    result = vec4(here.rgb * (1 - 0.85 * hidden / 12.0), 1);
}"""
